// From a file and from data.
// expect: -[Store read:] -> unarchiveObjectWithFile:
// expect: -[Store take:] -> unarchiveObjectWithData:
@interface Store : NSObject @end
@implementation Store
- (id)read:(NSString *)path { return [NSKeyedUnarchiver unarchiveObjectWithFile:path]; }
- (id)take:(NSData *)data { return [NSKeyedUnarchiver unarchiveObjectWithData:data]; }
@end
