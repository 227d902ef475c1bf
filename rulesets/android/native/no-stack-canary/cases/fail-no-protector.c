// Reads into a buffer on the stack, built without the protector.
// expect: __stack_chk_fail
// compile: -fno-stack-protector
extern long read(int file, void *to, unsigned long room);

int Java_tw_example_app_Quotes_next(void *env, void *type, int file)
{
    char frame[64];
    long length = read(file, frame, 128);
    return length > 0 ? frame[0] : 0;
}
