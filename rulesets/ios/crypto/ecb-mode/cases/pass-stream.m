// A stream cipher has no blocks; that it is broken is another rule.
// compile: -O0
@interface Vault : NSObject @end
@implementation Vault
- (void)seal:(NSMutableData *)out {
  size_t moved = 0;
  CCCrypt(0, 4, 2, out.bytes, 16, NULL, out.bytes, 16, out.mutableBytes, 16, &moved);
}
@end
