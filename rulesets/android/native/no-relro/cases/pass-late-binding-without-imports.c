// Built for late binding, but nothing is bound late: all that the linker writes is protected.
// compile: -fno-stack-protector
// link: -Wl,-z,lazy
static int first(void) { return 1; }
int (*const table[])(void) = { first };
