#include "util/bal-error.h"

G_DEFINE_QUARK (bal-error-quark, bal_error)
