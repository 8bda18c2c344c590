/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the thread sanitizer is told of libraries that it does not see into.
 *
 * GLib is not instrumented, so the sanitizer would know nothing of the order that its locks and its
 * reference counts give. MO_TSAN() holds a call of the sanitizer's documented interface; without
 * the sanitizer it is nothing.
 */

#pragma once

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define MO_THREAD_SANITIZER 1
#endif
#endif
#if defined(__SANITIZE_THREAD__)
#define MO_THREAD_SANITIZER 1
#endif

#ifdef MO_THREAD_SANITIZER
#include <sanitizer/tsan_interface.h>
#define MO_TSAN(call) call
#else
#define MO_TSAN(call)
#endif
