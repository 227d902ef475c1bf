// The newer unarchiver with its strictness switched off. Not optimised.
// compile: -O0
// link: -fixup_chains
// expect: -[Store take:] -> setRequiresSecureCoding:
@interface Store : NSObject @end
@implementation Store
- (id)take:(NSData *)data {
  NSKeyedUnarchiver *reader = [[NSKeyedUnarchiver alloc] initForReadingFromData:data error:NULL];
  [reader setRequiresSecureCoding:NO];
  return [reader decodeObjectForKey:@"root"];
}
@end
