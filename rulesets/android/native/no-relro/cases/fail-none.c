// A table of addresses that stays writable.
// expect: PT_GNU_RELRO
// link: -Wl,-z,norelro
static int first(void) { return 1; }
static int second(void) { return 2; }
int (*const table[])(void) = { first, second };
