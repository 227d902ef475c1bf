// A security policy of AFNetworking that takes self-signed certificates and other names. Not optimised.
// compile: -O0
// link: -fixup_chains
// expect: -[Feed start] -> setAllowInvalidCertificates:
// expect: -[Feed start] -> setValidatesDomainName:
@interface AFSecurityPolicy : NSObject + (instancetype)defaultPolicy; - (void)setAllowInvalidCertificates:(BOOL)b; - (void)setValidatesDomainName:(BOOL)b; @end
@interface Feed : NSObject @end
@implementation Feed
- (void)start {
  AFSecurityPolicy *policy = [AFSecurityPolicy defaultPolicy];
  [policy setAllowInvalidCertificates:YES];
  [policy setValidatesDomainName:NO];
}
@end
