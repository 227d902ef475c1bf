// A constant text, and a number in a format: their lengths stand in the code.
// compile: -fno-builtin
@interface Page : NSObject @end
@implementation Page
- (void)show:(int)count { char line[32]; strcpy(line, "count "); sprintf(line + 6, "%d", count); NSLog(@"%s", line); }
@end
