// TLS 1.2 and 1.3.
@interface Feed : NSObject @end
@implementation Feed
- (void)start:(id)options {
  [[NSURLSessionConfiguration ephemeralSessionConfiguration] setTLSMinimumSupportedProtocolVersion:0x0303];
  sec_protocol_options_set_min_tls_protocol_version(options, 0x0304);
}
@end
