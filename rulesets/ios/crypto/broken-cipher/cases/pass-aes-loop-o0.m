// AES in a loop whose counter passes the numbers of broken ciphers, not optimised.
// compile: -O0
// link: -fixup_chains
@interface Vault : NSObject @end
@implementation Vault
- (void)seal:(NSData *)key out:(NSMutableData *)out {
  size_t moved = 0;
  for (int round = 0; round < 5; round++)
    CCCrypt(0, 0, 1, key.bytes, 16, NULL, out.bytes, round, out.mutableBytes, 16, &moved);
}
@end
