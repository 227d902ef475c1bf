// The key is a variable that a block captured. Not optimised.
// compile: -O0
@interface Store : NSObject @end
@implementation Store
- (id)sealer:(NSData *)key { return ^(NSData *d, void *o) { size_t n = 0; CCCrypt(0, 0, 1, key.bytes, 32, NULL, d.bytes, d.length, o, 64, &n); }; }
@end
