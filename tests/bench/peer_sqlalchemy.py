# SPDX-License-Identifier: LGPL-2.1-or-later
"""The other side of bench-session: SQLAlchemy 2 asyncio with aiomysql.

    peer_sqlalchemy.py URL

reads commands, one a line, and answers each with a line: seconds, count, sum. The first line that
it writes is "ready", or says what is missing. Tables are made, and emptied, by bench-session.
"""

import asyncio
import datetime
import gc
import sys
import time

try:
    import aiomysql  # noqa: F401
    import sqlalchemy
    from sqlalchemy import BigInteger, String, insert, select
    from sqlalchemy.dialects.mysql import DATETIME
    from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
    from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
except ImportError as error:
    print(f"missing: {error}", flush=True)
    sys.exit(0)


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "bench_users"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=True)
    name: Mapped[str] = mapped_column(String(100))
    points: Mapped[int] = mapped_column(BigInteger)
    last_login: Mapped[datetime.datetime | None] = mapped_column(DATETIME(fsp=6))


class Login(Base):
    __tablename__ = "bench_logins"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=True)
    user_id: Mapped[int] = mapped_column(BigInteger)
    login_time: Mapped[datetime.datetime] = mapped_column(DATETIME(fsp=6))


async def add(sessions, n):
    async with sessions() as session, session.begin():
        start = time.monotonic()
        users = [User(name=f"user{i}", points=i) for i in range(1, n + 1)]
        session.add_all(users)
        await session.flush()
        seconds = time.monotonic() - start
        return seconds, len({user.id for user in users}), sum(user.points for user in users)


async def change(sessions, n, factor):
    async with sessions() as session, session.begin():
        users = (await session.execute(select(User).order_by(User.id).limit(n))).scalars().all()
        start = time.monotonic()
        for i, user in enumerate(users, 1):
            user.points = i * factor if factor else 7
        await session.flush()
        seconds = time.monotonic() - start
        return seconds, len(users), sum(user.points for user in users)


async def read(sessions, n):
    async with sessions() as session, session.begin():
        start = time.monotonic()
        users = (await session.execute(select(User).order_by(User.id).limit(n))).scalars().all()
        seconds = time.monotonic() - start
        return seconds, len(users), sum(user.points + len(user.name) for user in users)


async def log_in(sessions, user_id):
    async with sessions() as session, session.begin():
        found = await session.execute(select(User).where(User.id == user_id))
        user = found.scalar_one()
        now = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None)
        user.last_login = now
        await session.flush()
        await session.execute(insert(Login).values(user_id=user.id, login_time=now))


async def handle(sessions, n, first):
    ids = iter(range(first, first + n))

    async def work():
        for user_id in ids:
            await log_in(sessions, user_id)

    start = time.monotonic()
    await asyncio.gather(*(work() for _ in range(16)))
    return time.monotonic() - start, n, 0


CALLS = {"add": add, "change": change, "read": read, "handle": handle}


async def serve(url):
    engine = create_async_engine(url, pool_size=16, max_overflow=0)
    sessions = async_sessionmaker(engine, expire_on_commit=False)
    async with engine.connect() as connection:
        await connection.execute(select(1))
    print(f"ready: SQLAlchemy {sqlalchemy.__version__}, aiomysql {aiomysql.__version__}",
          flush=True)
    for line in sys.stdin:
        name, *arguments = line.split()
        gc.collect()
        seconds, count, total = await CALLS[name](sessions, *map(int, arguments))
        print(f"{seconds:.6f} {count} {total}", flush=True)
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1]))
