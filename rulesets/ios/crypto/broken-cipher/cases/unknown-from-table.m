// The algorithm is read from a variable that anybody may change.
uint32_t chosen = 0;
@interface Vault : NSObject @end
@implementation Vault
- (void)choose:(uint32_t)algorithm { chosen = algorithm; }
- (void)seal:(NSMutableData *)out {
  size_t moved = 0;
  CCCrypt(0, chosen, 1, out.bytes, 16, NULL, out.bytes, 16, out.mutableBytes, 16, &moved);
}
@end
