// The system's evaluation is replaced by nothing.
// expect: -[Feed URLSession:didReceiveChallenge:completionHandler:] -> credentialForTrust:
@interface Feed : NSObject @end
@implementation Feed
- (void)URLSession:(NSURLSession *)s didReceiveChallenge:(NSURLAuthenticationChallenge *)c completionHandler:(ChallengeReply)reply {
  reply(0, [NSURLCredential credentialForTrust:c.protectionSpace.serverTrust]);
}
@end
