// A constant with Chinese characters is UTF-16 in the executable.
// expect: 0x4078
#include "sdk.h"

int main(void) {
  NSString *server = @"測試主機 http://sit.quote.broker.com.tw/v1";
  return [server length] > 0 ? 0 : 1;
}
