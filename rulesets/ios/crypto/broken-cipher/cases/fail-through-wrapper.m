// The algorithm is a parameter of a helper; the callers decide, one well and one badly.
// link: -fixup_chains
// expect: -[Vault store:] -> crypt:algorithm:
@interface Vault : NSObject @end
@implementation Vault
+ (int)crypt:(NSMutableData *)data algorithm:(uint32_t)algorithm {
  void *cryptor = NULL;
  CCCryptorCreate(0, algorithm, 1, data.bytes, 16, NULL, &cryptor);
  return CCCryptorRelease(cryptor);
}
- (void)store:(NSMutableData *)data { [Vault crypt:data algorithm:2]; }
- (void)send:(NSMutableData *)data { [Vault crypt:data algorithm:0]; }
@end
