// Protection is complete.
extern NSString *const NSFileProtectionComplete;
@interface Notes : NSObject @end
@implementation Notes
- (void)keep:(NSString *)path {
  [[NSFileManager defaultManager] setAttributes:@{NSFileProtectionKey : NSFileProtectionComplete} ofItemAtPath:path error:NULL];
}
@end
