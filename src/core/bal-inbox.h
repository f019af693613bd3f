#pragma once

#include "core/bal-core-private.h"

/* Takes a message that the router let through: decides what it is, stores it, and only then tells the
 * models, answers with a receipt and lets the connection acknowledge it. Main thread. */
void bal_inbox_handle (BalAccount *account, const BalXMessage *message);
