// TLS 1.1 for a socket. Not optimised.
// compile: -O0
// expect: -[Feed tune:] -> _sec_protocol_options_set_min_tls_protocol_version
@interface Feed : NSObject @end
@implementation Feed
- (void)tune:(id)options { uint16_t version = 0x0302; sec_protocol_options_set_min_tls_protocol_version(options, version); }
@end
