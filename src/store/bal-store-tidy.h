#pragma once

#include "store/bal-store.h"

/* After messages were removed: takes what is left of them out of the search index and the log. In
 * small steps between other jobs; nobody is told of the end. What closing interrupts, the next call
 * does. */
void bal_store_tidy (BalStore *self);
