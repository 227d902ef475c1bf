// The newer call names the mode, and the option is put together at run time, as a build without optimisation does.
// compile: -O0
// expect: -[Vault open:] -> _CCCryptorCreateWithMode
// expect: -[Vault seal:] -> _CCCrypt
extern int CCCryptorCreateWithMode(uint32_t op, uint32_t mode, uint32_t alg, uint32_t padding, const void *iv, const void *key, size_t keyLength,
                                   const void *tweak, size_t tweakLength, int rounds, uint32_t options, void **cryptor);
@interface Vault : NSObject @end
@implementation Vault
- (void)open:(NSData *)key { void *c = NULL; CCCryptorCreateWithMode(0, 1, 0, 1, NULL, key.bytes, 16, NULL, 0, 0, 0, &c); }
- (void)seal:(NSMutableData *)out {
  uint32_t options = 1;
  options |= 2;
  size_t moved = 0;
  CCCrypt(0, 0, options, out.bytes, 16, NULL, out.bytes, 16, out.mutableBytes, 16, &moved);
}
@end
