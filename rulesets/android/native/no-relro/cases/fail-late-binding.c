// Built for late binding, the linker leaves the table of imported functions out of the protected part.
// expect: PT_GNU_RELRO
// link: -Wl,-z,lazy
extern int puts(const char *text);
int Java_tw_example_app_Quotes_show(void) { return puts("quote"); }
