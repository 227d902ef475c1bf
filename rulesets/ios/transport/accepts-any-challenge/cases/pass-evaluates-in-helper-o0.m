// The evaluation is a method of its own. Not optimised.
// compile: -O0
@interface Feed : NSObject @end
@implementation Feed
- (BOOL)isGood:(SecTrustRef)trust {
  return SecTrustEvaluateWithError(trust, NULL);
}
- (void)URLSession:(NSURLSession *)s didReceiveChallenge:(NSURLAuthenticationChallenge *)c completionHandler:(ChallengeReply)reply {
  SecTrustRef trust = c.protectionSpace.serverTrust;
  if (trust != NULL && [self isGood:trust])
    reply(0, [NSURLCredential credentialForTrust:trust]);
  else
    reply(2, nil);
}
@end
