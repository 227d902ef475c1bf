// The class is named, and strictness is asked for.
@interface Store : NSObject @end
@implementation Store
- (id)take:(NSData *)data {
  NSKeyedUnarchiver *reader = [[NSKeyedUnarchiver alloc] initForReadingFromData:data error:NULL];
  [reader setRequiresSecureCoding:YES];
  [reader decodeObjectOfClass:[NSString class] forKey:@"name"];
  return [NSKeyedUnarchiver unarchivedObjectOfClass:[NSString class] fromData:data error:NULL];
}
@end
