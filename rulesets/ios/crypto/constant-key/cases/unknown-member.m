// The key is what a member of the object holds.
@interface Store : NSObject { @public char filler[8]; const void *_key; } @end
@implementation Store
- (void)seal:(NSData *)d into:(void *)o { size_t n = 0; CCCrypt(0, 0, 1, _key, 32, NULL, d.bytes, d.length, o, 64, &n); }
@end
