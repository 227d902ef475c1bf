// A class of the app has a method of the same name; an archiver without strictness only writes. Not optimised.
// compile: -O0
@interface Parser : NSObject @end
@implementation Parser
+ (id)unarchiveObjectWithData:(NSData *)data { return nil; }
@end
@interface Store : NSObject @end
@implementation Store
- (id)take:(NSData *)data { return [Parser unarchiveObjectWithData:data]; }
- (id)give:(id)object { return [NSKeyedArchiver archivedDataWithRootObject:object requiringSecureCoding:NO error:NULL]; }
@end
