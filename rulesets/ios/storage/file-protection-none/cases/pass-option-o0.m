// Written with the option of complete protection; nothing else is said. Not optimised.
// compile: -O0
@interface Notes : NSObject @end
@implementation Notes
- (void)keep:(NSData *)data at:(NSString *)path { [data writeToFile:path options:0x20000000 error:NULL]; }
@end
