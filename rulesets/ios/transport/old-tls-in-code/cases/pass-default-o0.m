// Nothing is set; the default of the system is TLS 1.2.
// compile: -O0
@interface Feed : NSObject @end
@implementation Feed
- (id)start { return [NSURLSession sessionWithConfiguration:[NSURLSessionConfiguration defaultSessionConfiguration] delegate:nil delegateQueue:nil]; }
@end
