import type { Message } from "rockpool/delivery";

/** Each is a word that no error may repeat. */
export const secrets: readonly string[] = ["731904", "ada@example.com", "12065551212", "Grüße"];

export const email: Message = {
  source: "CustomMessage_SignUp",
  userPoolId: "us-east-1_aB3dE5fG7",
  clientId: "web",
  username: "ada",
  medium: "EMAIL",
  destination: "ada@example.com",
  subject: "Grüße: dein Code 🔑",
  body: "Grüße!\nYour code is 731904. ",
  html: "Grüße!<br>\nYour code is <b>731904</b>. ",
  code: "731904",
};

export const sms: Message = {
  source: "CustomMessage_SignUp",
  userPoolId: "us-east-1_aB3dE5fG7",
  clientId: "web",
  username: "ada",
  medium: "SMS",
  destination: "+12065551212",
  subject: "",
  body: "Grüße! Your code is 731904. ",
  code: "731904",
};
