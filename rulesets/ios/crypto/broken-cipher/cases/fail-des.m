// DES by the one-shot call, built without optimisation: every argument takes its way over the stack.
// compile: -O0
// expect: -[Vault seal:out:] -> _CCCrypt
@interface Vault : NSObject @end
@implementation Vault
- (void)seal:(NSData *)key out:(NSMutableData *)out {
  size_t moved = 0;
  CCCrypt(0, 1, 1, key.bytes, 8, NULL, out.bytes, out.length, out.mutableBytes, out.length, &moved);
}
@end
