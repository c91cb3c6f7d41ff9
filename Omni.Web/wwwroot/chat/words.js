// What the page says, in the languages it speaks.
const languages = {
  en: {
    empty: 'Write to us. The answer comes right here.',
    write: 'Write a message',
    send: 'Send',
    close: 'Close chat',
    log: 'Messages',
    lost: 'Connection lost. Trying again…',
    sending: 'Sending…',
    retry: 'Try again',
    failed: 'Not sent. Check your connection.',
    tooMany: 'Not sent: too many messages at once. Wait a moment.',
    refused: 'Not sent: this chat cannot take it.',
    deleted: 'This message was deleted.',
    latest: 'New messages',
    you: 'You',
    today: 'Today',
    yesterday: 'Yesterday',
  },
  he: {
    empty: 'כתבו לנו. התשובה תגיע ממש כאן.',
    write: 'כתיבת הודעה',
    send: 'שליחה',
    close: 'סגירת הצ׳אט',
    log: 'הודעות',
    lost: 'החיבור נותק. מנסים שוב…',
    sending: 'נשלחת…',
    retry: 'לנסות שוב',
    failed: 'לא נשלחה. בדקו את החיבור.',
    tooMany: 'לא נשלחה: יותר מדי הודעות בבת אחת. המתינו רגע.',
    refused: 'לא נשלחה: הצ׳אט אינו יכול לקבל אותה.',
    deleted: 'ההודעה נמחקה.',
    latest: 'הודעות חדשות',
    you: 'את/ה',
    today: 'היום',
    yesterday: 'אתמול',
  },
  ar: {
    empty: 'اكتب لنا، وسيصلك الرد هنا.',
    write: 'اكتب رسالة',
    send: 'إرسال',
    close: 'إغلاق المحادثة',
    log: 'الرسائل',
    lost: 'انقطع الاتصال. نحاول مجددًا…',
    sending: 'جارٍ الإرسال…',
    retry: 'إعادة المحاولة',
    failed: 'لم تُرسل. تحقق من اتصالك.',
    tooMany: 'لم تُرسل: رسائل كثيرة دفعة واحدة. انتظر قليلًا.',
    refused: 'لم تُرسل: لا يمكن لهذه المحادثة قبولها.',
    deleted: 'حُذفت هذه الرسالة.',
    latest: 'رسائل جديدة',
    you: 'أنت',
    today: 'اليوم',
    yesterday: 'أمس',
  },
};

const language = document.documentElement.lang in languages ? document.documentElement.lang : 'en';
export const words = languages[language];

/** How to write dates and times: the visitor's own way within the page's language. */
export const locale = navigator.languages.find(l => l.split('-')[0] === language) ?? language;
