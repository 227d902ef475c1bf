// The same, built with the protector.
extern long read(int file, void *to, unsigned long room);

int Java_tw_example_app_Quotes_next(void *env, void *type, int file)
{
    char frame[64];
    long length = read(file, frame, 64);
    return length > 0 ? frame[0] : 0;
}
