// Accepted only if the system says so.
@interface Feed : NSObject @end
@implementation Feed
- (void)URLSession:(NSURLSession *)s didReceiveChallenge:(NSURLAuthenticationChallenge *)c completionHandler:(ChallengeReply)reply {
  SecTrustRef trust = c.protectionSpace.serverTrust;
  BOOL good = SecTrustEvaluateWithError(trust, NULL);
  reply(good ? 0 : 2, good ? [NSURLCredential credentialForTrust:trust] : nil);
}
@end
