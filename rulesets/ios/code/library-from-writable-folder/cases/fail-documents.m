// A plug-in in the documents.
// expect: -[Plug start] -> _dlopen
@interface Plug : NSObject @end
@implementation Plug
- (void)start { dlopen([NSHomeDirectory() stringByAppendingPathComponent:@"Documents/plugin.dylib"].UTF8String, 1); }
@end
