// Settings about secrets, and secrets elsewhere than in the defaults.
@interface Login : NSObject @end
@implementation Login
- (void)keep:(NSString *)text {
  [[NSUserDefaults standardUserDefaults] setObject:text forKey:@"last_tab"];
  [[NSUserDefaults standardUserDefaults] setObject:[NSNumber numberWithBool:YES] forKey:@"hasPassword"];
  [[NSUserDefaults standardUserDefaults] setObject:[NSDate dateWithTimeIntervalSinceNow:0] forKey:@"passwordChangedDate"];
}
@end
