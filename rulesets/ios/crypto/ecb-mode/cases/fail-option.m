// ECB and padding together, in one number.
// expect: -[Vault seal:out:] -> _CCCrypt
@interface Vault : NSObject @end
@implementation Vault
- (void)seal:(NSData *)key out:(NSMutableData *)out {
  size_t moved = 0;
  CCCrypt(0, 0, 3, key.bytes, 16, NULL, out.bytes, out.length, out.mutableBytes, out.length, &moved);
}
@end
