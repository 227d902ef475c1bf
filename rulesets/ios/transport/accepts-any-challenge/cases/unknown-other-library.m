// Something of another library decides; what it looks at cannot be seen.
@interface Judge : NSObject
- (BOOL)accept:(SecTrustRef)trust;
@end
@interface Feed : NSObject { Judge *_judge; } @end
@implementation Feed
- (void)URLSession:(NSURLSession *)s didReceiveChallenge:(NSURLAuthenticationChallenge *)c completionHandler:(ChallengeReply)reply {
  SecTrustRef trust = c.protectionSpace.serverTrust;
  if ([_judge accept:trust]) reply(0, [NSURLCredential credentialForTrust:trust]);
  else reply(2, nil);
}
@end
