// Protection is switched off for a file.
// expect: -[Notes keep:] -> _NSFileProtectionNone
@interface Notes : NSObject @end
@implementation Notes
- (void)keep:(NSString *)path {
  [[NSFileManager defaultManager] setAttributes:@{NSFileProtectionKey : NSFileProtectionNone} ofItemAtPath:path error:NULL];
}
@end
