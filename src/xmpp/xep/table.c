#include "xmpp/xep/bal-xep.h"

extern const BalXep bal_xep_0030, bal_xep_0066, bal_xep_0115, bal_xep_0184, bal_xep_0191, bal_xep_0199,
  bal_xep_0203, bal_xep_0280, bal_xep_0359;

const BalXep *const bal_xeps[] = {
  &bal_xep_0030, &bal_xep_0066, &bal_xep_0115, &bal_xep_0184, &bal_xep_0191,
  &bal_xep_0199, &bal_xep_0203, &bal_xep_0280, &bal_xep_0359, NULL,
};
