// The chain is evaluated, and whatever comes of it is accepted.
// expect: -[Feed URLSession:didReceiveChallenge:completionHandler:] -> credentialForTrust:
@interface Feed : NSObject @end
@implementation Feed
- (void)URLSession:(NSURLSession *)s didReceiveChallenge:(NSURLAuthenticationChallenge *)c completionHandler:(ChallengeReply)reply {
  SecTrustRef trust = c.protectionSpace.serverTrust;
  SecTrustEvaluateWithError(trust, NULL);
  reply(0, [NSURLCredential credentialForTrust:trust]);
}
@end
