// TLS 1.0 for all requests of a session.
// expect: -[Feed start] -> setTLSMinimumSupportedProtocolVersion:
@interface Feed : NSObject @end
@implementation Feed
- (void)start { [[NSURLSessionConfiguration defaultSessionConfiguration] setTLSMinimumSupportedProtocolVersion:0x0301]; }
@end
