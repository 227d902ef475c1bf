// The system decides.
@interface Feed : NSObject @end
@implementation Feed
- (void)URLSession:(NSURLSession *)s didReceiveChallenge:(NSURLAuthenticationChallenge *)c completionHandler:(ChallengeReply)reply {
  reply(1, nil);
}
@end
