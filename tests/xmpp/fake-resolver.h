#pragma once

#include <gio/gio.h>

/* A resolver that knows only what it was told; every other name does not exist. A host is known by
 * its address, and "silent" hosts and services never answer. */
#define FAKE_TYPE_RESOLVER (fake_resolver_get_type ())
G_DECLARE_FINAL_TYPE (FakeResolver, fake_resolver, FAKE, RESOLVER, GResolver)

/* Makes it the default of the process; to be unreffed, after which the old one is the default. */
FakeResolver *fake_resolver_install (void);
void fake_resolver_uninstall (FakeResolver *self);
void fake_resolver_add_host (FakeResolver *self, const char *name, const char *address);
/* @rrname such as "_xmpp-client._tcp.example.org". */
void fake_resolver_add_service (
    FakeResolver *self, const char *rrname, const char *host, guint16 port, guint16 priority);
