// Nobody in the code makes the dictionary.
@interface Store : NSObject @end
@implementation Store
- (void)make:(NSDictionary *)d { SecKeyCreateRandomKey((__bridge CFDictionaryRef)d, NULL); }
@end
