// A text of any length goes into sixteen bytes. Not optimised.
// compile: -O0 -fno-builtin
// expect: -[Page show:] -> _sprintf
@interface Page : NSObject @end
@implementation Page
- (void)show:(NSString *)name { char line[16]; sprintf(line, "hello %s", name.UTF8String); NSLog(@"%s", line); }
@end
