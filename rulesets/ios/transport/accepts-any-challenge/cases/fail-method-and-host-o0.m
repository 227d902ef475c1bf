// The kind of challenge and the host are looked at, which any server can satisfy. Not optimised.
// compile: -O0
// link: -fixup_chains
// expect: -[Feed webView:didReceiveAuthenticationChallenge:completionHandler:] -> credentialForTrust:
@interface Feed : NSObject @end
@implementation Feed
- (void)webView:(WKWebView *)w didReceiveAuthenticationChallenge:(NSURLAuthenticationChallenge *)c completionHandler:(ChallengeReply)reply {
  NSURLProtectionSpace *space = c.protectionSpace;
  if ([space.authenticationMethod isEqualToString:NSURLAuthenticationMethodServerTrust] && [space.host hasSuffix:@".example"])
    reply(0, [NSURLCredential credentialForTrust:space.serverTrust]);
  else
    reply(1, nil);
}
@end
