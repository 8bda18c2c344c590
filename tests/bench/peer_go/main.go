// SPDX-License-Identifier: LGPL-2.1-or-later

// The other side of bench-handlers: database/sql with go-sql-driver.
//
//	peer DSN
//
// reads commands, one a line, and answers each with a line: seconds, count, sum. The first line that
// it writes is "ready", or says what is missing. Tables are made, and emptied, by bench-handlers.
package main

import (
	"bufio"
	"database/sql"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	_ "github.com/go-sql-driver/mysql"
)

const atOnce = 16

func logIn(db *sql.DB, id int64) error {
	var name string
	var points int64
	var lastLogin sql.NullTime

	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	err = tx.QueryRow("SELECT id, name, points, last_login FROM bench_users WHERE id = ?", id).
		Scan(&id, &name, &points, &lastLogin)
	if err != nil {
		return err
	}
	now := time.Now().UTC()
	if _, err = tx.Exec("UPDATE bench_users SET last_login = ? WHERE id = ?", now, id); err != nil {
		return err
	}
	_, err = tx.Exec("INSERT INTO bench_logins (user_id, login_time) VALUES (?, ?)", id, now)
	if err != nil {
		return err
	}
	return tx.Commit()
}

func handle(db *sql.DB, n, first int64) {
	var group sync.WaitGroup
	var next int64

	for i := 0; i < atOnce; i++ {
		group.Add(1)
		go func() {
			defer group.Done()
			for i := atomic.AddInt64(&next, 1); i <= n; i = atomic.AddInt64(&next, 1) {
				must(logIn(db, first+i-1))
			}
		}()
	}
	group.Wait()
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func version() string {
	info, _ := debug.ReadBuildInfo()
	for _, module := range info.Deps {
		if module.Path == "github.com/go-sql-driver/mysql" {
			return module.Version
		}
	}
	return "?"
}

func main() {
	db, err := sql.Open("mysql", os.Args[1])
	must(err)
	db.SetMaxOpenConns(atOnce)
	db.SetMaxIdleConns(atOnce)
	must(db.Ping())
	fmt.Printf("ready: go-sql-driver %s, %s\n", version(), runtime.Version())

	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var name string
		var n, first int64

		_, err := fmt.Sscan(lines.Text(), &name, &n, &first)
		must(err)
		runtime.GC()
		start := time.Now()
		handle(db, n, first)
		fmt.Printf("%.6f %d 0\n", time.Since(start).Seconds(), n)
	}
}
