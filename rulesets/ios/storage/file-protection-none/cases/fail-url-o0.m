// The same for a URL, not optimised, with chained fixups.
// compile: -O0
// link: -fixup_chains
// expect: -[Notes keep:] -> _NSURLFileProtectionNone
extern NSString *const NSURLFileProtectionKey, *const NSURLFileProtectionNone;
@interface Notes : NSObject @end
@implementation Notes
- (void)keep:(NSURL *)url { [url setResourceValue:NSURLFileProtectionNone forKey:NSURLFileProtectionKey error:NULL]; }
@end
