// A key and a vector as constant arrays.
// expect: -[Vault seal:] -> _CCCrypt
// expect: -[Vault seal:] -> _CCCrypt
static const unsigned char key[16] = "0011223344556677", iv[16] = "7766554433221100";
@interface Vault : NSObject @end
@implementation Vault
- (void)seal:(NSMutableData *)out {
  size_t moved = 0;
  CCCrypt(0, 0, 1, key, 16, iv, out.bytes, 16, out.mutableBytes, 16, &moved);
}
@end
