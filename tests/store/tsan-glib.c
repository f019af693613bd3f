/* GLib's locks are made of futexes, which ThreadSanitizer does not see: in its build they tell
 * it. */

#include <glib.h>

#if defined(__SANITIZE_THREAD__)
#define WITH_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define WITH_TSAN 1
#endif
#endif

#ifdef WITH_TSAN

#include <dlfcn.h>

void __tsan_acquire (void *address);
void __tsan_release (void *address);

static void
call (const char *name, void *first, void *second)
{
  void (*next) (void *, void *) = (void (*) (void *, void *)) dlsym (RTLD_NEXT, name);

  next (first, second);
}

void
(g_mutex_lock) (GMutex *mutex)
{
  call ("g_mutex_lock", mutex, NULL);
  __tsan_acquire (mutex);
}

void
(g_mutex_unlock) (GMutex *mutex)
{
  __tsan_release (mutex);
  call ("g_mutex_unlock", mutex, NULL);
}

void
(g_cond_wait) (GCond *cond, GMutex *mutex)
{
  __tsan_release (mutex);
  call ("g_cond_wait", cond, mutex);
  __tsan_acquire (mutex);
}

#else

typedef int NothingHere;

#endif
