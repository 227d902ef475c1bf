// An identifier of the phone, from a library opened by its path. Not optimised.
// compile: -O0
// expect: -[Phone number] -> _dlopen
// expect: -[Phone number] -> _dlsym
@interface Phone : NSObject @end
@implementation Phone
- (void)number { dlsym(dlopen("/System/Library/PrivateFrameworks/AppSupport.framework/AppSupport", 1), "CTSettingCopyMyPhoneNumber"); }
@end
