// Libraries of the system and of the app, and the app itself.
@interface Plug : NSObject @end
@implementation Plug
- (void)start {
  dlopen("/usr/lib/libz.dylib", 1);
  dlopen(NULL, 1);
  dlopen([[[NSBundle mainBundle] bundlePath] stringByAppendingPathComponent:@"Frameworks/Kit.framework/Kit"].UTF8String, 1);
}
@end
