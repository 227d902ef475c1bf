// The key is a text of the caller; a helper turns it into bytes. Not optimised.
// compile: -O0
// link: -fixup_chains
// expect: -[Vault save:] -> seal:with:
@interface Vault : NSObject @end
@implementation Vault
- (void)seal:(NSMutableData *)out with:(NSString *)key {
  size_t moved = 0;
  NSData *bytes = [key dataUsingEncoding:4];
  CCCrypt(0, 0, 1, bytes.bytes, 16, NULL, out.bytes, 16, out.mutableBytes, 16, &moved);
}
- (void)save:(NSMutableData *)out { [self seal:out with:@"a key for everybody"]; }
@end
